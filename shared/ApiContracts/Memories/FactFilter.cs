namespace Engram.ApiContracts.Memories;

/// <summary>What a listing holds: what meets every condition that is not null.</summary>
/// <param name="Entity">Subject or object, whatever its case and accents.</param>
/// <param name="Relation">The relation exactly.</param>
/// <param name="Text">Words, whatever their case and accents.</param>
public sealed record FactFilter(string? Entity, string? Relation, string? Text);
