"""What `make bench` runs: ratios against something measured in the same run, printed and never asserted."""
