namespace Engram.ApiContracts;

/// <summary>Why something was rejected or failed.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Reason">Message for people.</param>
public sealed record Fault(string Code, string Reason);
