using System.ComponentModel;

namespace Engram.ApiContracts.Sequences;

/// <summary>What is kept in a sequence set.</summary>
public sealed record SequenceSetOptions
{
    [Description("Days, 1 to 36500, after which an event is deleted, counted from its time; older ones are not taken. Left out: none is.")]
    public int? RetentionDays { get; init; }
}
