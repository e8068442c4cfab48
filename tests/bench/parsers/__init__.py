"""`make bench-parser`: our parser beside public extractors, on the same pages of ../shared/data in the same run."""
