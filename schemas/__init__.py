"""What travels between services: records, message headers, topics and the article id rule."""
