"""Schedules for the operating system: what to run, when, and in which system's words."""
