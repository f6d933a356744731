namespace Engram.ApiContracts;

/// <summary>Data of an event that says that a post, a question or a training was deleted.</summary>
/// <param name="Id">The client's id of it.</param>
/// <param name="Source">Source of the post; null for a post without one, and for everything else.</param>
public sealed record DeletedResource(string Id, string? Source);
