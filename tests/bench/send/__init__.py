"""`themewire send` of many files beside a bare producer."""
