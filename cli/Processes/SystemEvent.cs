namespace Engram.Cli.Processes;

/// <summary>Something that happened to a running system, as <c>engram up --json</c> prints it, one a line.</summary>
/// <param name="Event"><c>started</c>, <c>died</c>, <c>ready</c> or <c>stopped</c>.</param>
/// <param name="Service">Service or server it happened to; null when it is about the whole system.</param>
internal sealed record SystemEvent(string Event, string? Service = null)
{
    public int? ProcessId { get; init; }

    /// <summary>Where the service listens. The broker's URI holds the private node's well-known password, no secret.</summary>
    public Uri? Url { get; init; }

    /// <summary>When ready: the folder of the logs. When a service died: how, and what it wrote last.</summary>
    public string? Detail { get; init; }
}
