"""What each service runs on: settings, Kafka clients, shard runner, Faust app factory, ops port, logging."""
