"""Bytes -> text -> nodes -> checked plan, and every problem."""
