"""icsoe-bot: files ICISOE informativas on IMSS's portal and brings their acuses home."""
