"""The memory of processes that run for long."""

import gc


def settle() -> None:
    """Say that all that is there now stays: call it once a process is ready to work.

    Python's collector then leaves compiled decoders, rules and views alone, which it would else walk again and again,
    and looks for cycles less often: requests and messages make next to none.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
