#!/usr/bin/env bash
# Finds out whether GitHub Pages is turned on for the repository, which only a person can do: a deployment would fail.
set -euo pipefail

if gh api --silent "repos/$GITHUB_REPOSITORY/pages"; then
  echo "ready=true" >> "$GITHUB_OUTPUT"
else
  echo "ready=false" >> "$GITHUB_OUTPUT"
  echo "::notice::Nothing is published: turn on GitHub Pages once (Settings, Pages, Source: GitHub Actions), and give" \
    "this job the permission pages: read."
fi
