"""Pure rules of relatedness: signatures, pair scores, copies and views. No Kafka, no HTTP."""
