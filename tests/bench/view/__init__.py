"""What readers of the view wait for, beside the same server that answers constant bytes."""
