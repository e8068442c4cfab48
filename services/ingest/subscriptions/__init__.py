"""Subscriptions to feeds, for whoever asks: what may be asked of the poller, and how the feeds it keeps are shown."""
