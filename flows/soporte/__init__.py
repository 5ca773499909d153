"""The pack for IMSS's help desk: what was tried, what the portal answered, without secrets."""
