"""How long something takes, as told apart from what else the machine and the interpreter do meanwhile."""

import gc
from time import thread_time


def seconds(act, *given, times=1):
    """The processor's seconds that this thread spends in `act(*given)`, the least of some `times`.

    What other processes and threads do does not count, and no garbage is collected meanwhile: a full collection in a
    process that has run a thousand tests takes longer than what is timed.
    """
    least = float("inf")
    for _ in range(times):
        gc.collect()
        gc.disable()
        try:
            start = thread_time()
            act(*given)
            least = min(least, thread_time() - start)
        finally:
            gc.enable()
    return least
