"""Looking at the portal to see whether it is as the profile says, and proposing what to change."""
