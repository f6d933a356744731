using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Search;

/// <summary>How phrases are searched for. The defaults are those of the released code (papers' sequence_generator.py).</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Unfinished phrases that a post keeps from step to step. Default 10.</summary>
    [Range(1, 100)]
    public int Beams { get; init; } = 10;

    /// <summary>Phrases wanted; the search of a post ends when it has as many and its best beam is finished. Default 5.</summary>
    [Range(1, 100)]
    public int Best { get; init; } = 5;

    /// <summary>Most steps: words of a phrase, its end included. Default 6.</summary>
    [Range(1, 20)]
    public int MaxWords { get; init; } = 6;

    /// <summary>What the decoder reads after a copied word that is not in the vocabulary. Default
    /// <see cref="CopiedWordFeedback.End"/>.</summary>
    public CopiedWordFeedback UnknownFeedback { get; init; } = CopiedWordFeedback.End;
}

/// <summary>What stands for a copied word that has no word vector.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CopiedWordFeedback>))]
public enum CopiedWordFeedback
{
    /// <summary><c>&lt;eos&gt;</c>, as the released code does.</summary>
    [JsonStringEnumMemberName("end")] End,

    /// <summary><c>&lt;unk&gt;</c>, as in training.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,
}
