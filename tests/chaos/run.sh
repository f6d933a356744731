#!/usr/bin/env bash
# Runs the system under load, breaks it at random, and checks that every post, edit, delete and question has its one outcome.
# Usage: tests/chaos/run.sh SEED FAULTS [KIND,KIND...]      Needs a built system (make setup), PostgreSQL and RabbitMQ.
#
# Kinds, of which each fault is drawn (default: kill): kill (SIGKILL of a service, PostgreSQL or the broker), terminate (SIGTERM of a
# service), stall (PostgreSQL is stopped for a while, and not dead), partition (packets to and from the broker vanish; needs root). One
# seed draws one order of faults and one order of work; what meets what is up to the machine. A fault comes every two to five seconds.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
[ $# -ge 2 ] || { sed -n 's/^# //p' "$0" >&2; exit 2; }

dotnet build tests/chaos/Chaos.csproj -c Release -nologo -v q >&2
readonly program=artifacts/bin/Chaos/release/Engram.Chaos
case ",${3:-kill}," in
    # A network of its own, in which addresses of this machine are looked up after the rules that a partition adds.
    *,partition,*) exec unshare --net bash -c 'ip link set lo up && ip rule add pref 100 lookup local && ip rule del pref 0 && exec "$@"' - "$program" "$@" ;;
    *) exec "$program" "$@" ;;
esac
