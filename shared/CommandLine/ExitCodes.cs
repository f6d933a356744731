namespace Engram.CommandLine;

/// <summary>What the process returns.</summary>
public static class ExitCodes
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Done = 0;

    /// <summary>Some of it, or all of it, was not done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C; the shells' convention, 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
