"""``python -m tests.benchmarks``; the work is in another module because fresh processes cannot import this one."""

import sys

from tests.benchmarks._runner import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
