"""Acuses: bringing them home, seeing that they are whole, and handing them over."""
