"""The way to the portal: addresses, browser, tab, messages, evidence."""
