namespace Engram.ApiContracts.Memories;

/// <summary>Filter of a listing: an item must meet every condition that is not null.</summary>
/// <param name="Entity">Subject or object, ignoring case and accents.</param>
/// <param name="Relation">The exact relation.</param>
/// <param name="Text">Words, ignoring case and accents.</param>
public sealed record FactFilter(string? Entity, string? Relation, string? Text);
