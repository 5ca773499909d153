"""The programs: each reads as the guide's steps, chaining page objects."""
