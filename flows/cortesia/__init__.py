"""Good manners towards the real portal: one at a time, not too fast, not at night."""
