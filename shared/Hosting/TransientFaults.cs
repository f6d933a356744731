using System.Data.Common;
using System.Net.Sockets;

namespace Engram.Hosting;

/// <summary>Distinguishes transient faults, which are retried, from faults that a retry will not cure.</summary>
public static class TransientFaults
{
    private const string DiskFull = "53100"; // PostgreSQL's error code disk_full
    private const string StalePlan = "0A000"; // a statement was prepared before its table got another column; Npgsql prepares it again

    /// <summary>True when the exception, or one it wraps, says that the database, the broker or the network is unavailable.</summary>
    public static bool IsTransient(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is DbException { IsTransient: true } or DbException { SqlState: StalePlan } or SocketException or TimeoutException
                or IOException { InnerException: SocketException })
                return true;
        }

        return false;
    }

    /// <summary>True when the exception, or one it wraps, says that the database's disk is full.</summary>
    public static bool IsDiskFull(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is DbException { SqlState: DiskFull })
                return true;
        }

        return false;
    }
}
