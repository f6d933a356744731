namespace Engram.Contracts.Keyphrases;

/// <summary>The keyphrases of a post. Published by inference; consumed by gateway.</summary>
[Bundled]
public sealed record KeyphrasesPredicted
{
    /// <summary>The <see cref="PredictKeyphrases.CommandId"/> this answers.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>Model package and version that predicted, <c>name/version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Value of <see cref="Reason"/>: the post has no topic that a person would tag.</summary>
    public const string NoTopic = "no-topic";

    /// <summary>Keyphrases, best first; empty for a post without a topic.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Stable code for why there are no keyphrases, for example <c>no-topic</c>; null when there are some, or the model gives no
    /// reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What the model attended to; null when the model does not report it.</summary>
    public PostAttention? Attention { get; init; }

    /// <summary>The tagged posts that voted, as received in <see cref="PredictKeyphrases.Neighbours"/>; null when no search was
    /// made.</summary>
    public RecalledNeighbours? Neighbours { get; init; }
}

/// <summary>One keyphrase of a post.</summary>
public sealed record Keyphrase
{
    /// <summary>Its words, lower case, separated by one space: <c>spn family</c>.</summary>
    public required string Phrase { get; init; }

    /// <summary>The keyphrase as a hashtag: <c>#SpnFamily</c>.</summary>
    public required string Hashtag { get; init; }

    /// <summary>Probability that a person would keep it, 0 to 1; without a ranker, the model's own confidence.</summary>
    public required float Score { get; init; }

    public required KeyphraseSource Source { get; init; }

    /// <summary>The words that the generator attended to while writing the phrase, greatest weight first; null when another source produced
    /// it.</summary>
    public IReadOnlyList<AttendedWord>? Words { get; init; }

    /// <summary>The words of the post or its picture that support it, as they were written; null when it appears in neither.</summary>
    public IReadOnlyList<string>? RestsOn { get; init; }
}

/// <summary>Where a keyphrase came from: the part of the model that contributed most.</summary>
public enum KeyphraseSource
{
    /// <summary>The classifier over whole keyphrases.</summary>
    Classifier,

    /// <summary>The generator, word by word from its vocabulary.</summary>
    Generator,

    /// <summary>The generator, word by word from the post.</summary>
    CopiedFromPost,

    /// <summary>The generator, word by word from the words of the picture.</summary>
    CopiedFromOcr,

    /// <summary>Similar tagged posts.</summary>
    Neighbour,

    /// <summary>A hashtag of the post, split into words.</summary>
    Hashtag,

    /// <summary>Words of the post.</summary>
    Post,

    /// <summary>Words in the picture.</summary>
    Ocr,

    /// <summary>What the picture shows.</summary>
    Picture,
}
