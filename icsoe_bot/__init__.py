"""Files ICISOE returns on IMSS's portal with a real browser, and brings their acuses home."""

from icsoe_bot.silencio import callar_a_playwright

callar_a_playwright()
