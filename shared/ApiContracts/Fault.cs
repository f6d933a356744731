namespace Engram.ApiContracts;

/// <summary>Why something was refused or failed.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Reason">Sentence for people.</param>
public sealed record Fault(string Code, string Reason);
