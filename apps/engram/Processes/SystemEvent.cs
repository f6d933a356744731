namespace Engram.Cli.Processes;

/// <summary>Something that happened to a running system, as <c>engram up --json</c> prints it, one a line.</summary>
/// <param name="Event"><c>started</c>, <c>died</c>, <c>ready</c> or <c>stopped</c>.</param>
/// <param name="Service">Service or server it happened to; null when it is about the whole system.</param>
internal sealed record SystemEvent(string Event, string? Service = null)
{
    public int? ProcessId { get; init; }

    /// <summary>Where the service or server listens.</summary>
    public Uri? Url { get; init; }

    /// <summary>File with the password of a server that was started, for the user who started it alone. PostgreSQL: a password file of
    /// libpq. RabbitMQ: the whole URI.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>When ready: the folder of the logs. When a service died: how, and what it wrote last.</summary>
    public string? Detail { get; init; }
}
