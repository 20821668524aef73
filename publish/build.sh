#!/usr/bin/env bash
# Builds the site of the plan that is found from this folder: `build.sh SITE`. SITE/index.html is the page; beside it
# are the calendar and the Excel file of the plan and of each unit, which the page links, and the report of execution.
set -euo pipefail
site=$1

talplan export "$site" --each-unit --format ics
talplan export "$site" --each-unit --format xlsx
talplan export "$site/plan.ics"
talplan export "$site/plan.xlsx"
talplan report "$site/report.docx"
talplan report "$site/report.html"
talplan export "$site/plan.html" # last: it links the files that are there
mv "$site/plan.html" "$site/index.html"
