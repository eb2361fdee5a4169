"""The six personas of fediverse-pasture, who try out an actor. Arguments: the port on the loopback.

Their keys are kept in the folder it is started in. It ends with whoever holds its standard input.
"""

import os
import sys
import threading

from fediverse_pasture.verify_actor import build_app


def end_with_input():
    sys.stdin.read()
    os._exit(0)


port = int(sys.argv[1])
threading.Thread(target=end_with_input, daemon=True).start()
build_app(only_generate_config=False, domain=f"127.0.0.1:{port}", https=False, timeout=15).run(
    host="127.0.0.1", port=port
)
