"""From a document's 202 to its event at a thousand clients, beside a bare produce and consume."""
