namespace Engram.CommandLine;

/// <summary>Exit codes of the process.</summary>
public static class ExitCodes
{
    /// <summary>Everything requested was done.</summary>
    public const int Done = 0;

    /// <summary>Some or all of the request was not done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is not valid.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C; 128 + SIGINT by the shells' convention.</summary>
    public const int Interrupted = 130;
}
