"""What is known of the portal, as data: ``portal.toml``, which a working folder may change."""
