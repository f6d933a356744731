namespace Engram.Cli.Processes;

/// <summary>An event of a running system; <c>engram up --json</c> prints one per line.</summary>
/// <param name="Event"><c>started</c>, <c>died</c>, <c>join</c>, <c>ready</c> or <c>stopped</c>.</param>
/// <param name="Service">The service or server concerned; null when the event concerns the whole system.</param>
internal sealed record SystemEvent(string Event, string? Service = null)
{
    public int? ProcessId { get; init; }

    /// <summary>Address on which the service or server listens.</summary>
    public Uri? Url { get; init; }

    /// <summary>File with the password of a private server, readable only by the user who started it. PostgreSQL: a libpq password file.
    /// RabbitMQ: the whole URI.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>When ready: the folder of the logs. To join: the command that starts one more replica by hand. When a service died: its
    /// exit code and the end of its log.</summary>
    public string? Detail { get; init; }
}
