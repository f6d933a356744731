using Engram.Training.Torch;

namespace Engram.Training.Models;

// Shape letters: B posts, T tokens, E width of a word vector, H units per direction, D = 2H, A attributes, R regions, C channels, P posts
// that have a modality, L labels, V words of the vocabulary, S steps of the longest phrase, N steps of all phrases, W words of the
// classifier's labels.

/// <summary>Keyphrases from posts of text and pictures: M3H-Att of Wang, Li, Lyu and King (EMNLP 2020, arXiv 2011.01565).</summary>
/// <remarks>
/// It has three parts:
/// <list type="number">
/// <item><see cref="PostReader"/>: a bi-GRU reads the post and the words in its picture; text, attributes and regions attend to one another
/// and give c_fuse (sections 3.1 and 3.2).</item>
/// <item>A classifier over whole keyphrases, one linear layer on c_fuse (section 3.3).</item>
/// <item><see cref="CopyingGenerator"/>: a GRU writes a keyphrase word by word, from the vocabulary, from the post, or from the words of
/// the classifier's best labels (section 3.4).</item>
/// </list>
/// The released code (yuewang-cuhk/CMKP) attends only from the picture to the text; here the pairs that attend are an option. With
/// <see cref="AttentionPair.VisionOverText"/> as the only pair, the default sizes give exactly as many parameters as released.
/// </remarks>
public sealed class M3hAtt : Module
{
    private readonly Dropout _fusedDropout;

    public M3hAtt(CrossMediaShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        var d = shape.Width;
        Reader = register_module("reader", new PostReader(shape));
        _fusedDropout = register_module("fused_dropout", new Dropout(shape.FusedDropout));
        if (shape.Labels > 0)
            Classifier = register_module("classifier", new Linear(d, shape.Labels));
        if (shape.Generator)
            Generator = register_module("generator", new CopyingGenerator(shape, Reader.Embedding));
    }

    public CrossMediaShape Shape { get; }

    public PostReader Reader { get; }

    /// <summary>Null in a model that only generates.</summary>
    public Linear? Classifier { get; }

    /// <summary>Null in a model that only classifies.</summary>
    public CopyingGenerator? Generator { get; }

    /// <summary>Encodes the posts.</summary>
    public EncodedPost Read(PostTensors posts) => Reader.forward(posts);

    /// <summary>c_fuse [B,D] -> logits [B,L].</summary>
    public Tensor Classify(Tensor fused) => Classifier!.forward(_fusedDropout.forward(fused));

    /// <summary>Starts the second phase: freezes reader and classifier, while the generator continues to learn with the classifier's
    /// words.</summary>
    /// <param name="unusedLayer">Adds a layer of 2D + E + 1 parameters that the released code creates here and never uses, so that
    /// parameter counts match.</param>
    public void FreezeAllButGenerator(bool unusedLayer)
    {
        foreach (var parameter in Reader.parameters().Concat(Classifier?.parameters() ?? []))
            parameter.requires_grad = false;
        if (unusedLayer)
            _ = register_module("unused", new Linear((2 * Shape.Width) + Shape.EmbeddingWidth, 1));
    }
}

/// <summary>Sizes and parts of a <see cref="M3hAtt"/>.</summary>
public sealed record CrossMediaShape
{
    /// <summary>V.</summary>
    public required int Words { get; init; }

    /// <summary>L; 0 without a classifier.</summary>
    public required int Labels { get; init; }

    /// <summary>C; 0 if no regions are read.</summary>
    public int Channels { get; init; }

    /// <summary>Whether attributes are read.</summary>
    public bool Attributes { get; init; }

    /// <summary>Whether phrases are generated.</summary>
    public bool Generator { get; init; } = true;

    /// <summary>E.</summary>
    public int EmbeddingWidth { get; init; } = 200;

    /// <summary>H.</summary>
    public int HiddenUnits { get; init; } = 150;

    /// <summary>Layers of the reading GRU.</summary>
    public int Layers { get; init; } = 2;

    public FusionKind Fusion { get; init; } = FusionKind.Text;

    public IReadOnlyList<AttentionPair> Pairs { get; init; } = [];

    public AttentionKind Attention { get; init; } = AttentionKind.MultiHead;

    /// <summary>Number of attentions stacked on each other; each takes the output of the one below as its query.</summary>
    public int StackedAttentions { get; init; } = 1;

    public int Heads { get; init; } = 4;

    public int HeadWidth { get; init; } = 128;

    /// <summary>Whether a linear layer follows the sum of the attentions.</summary>
    public bool Project { get; init; }

    public Pooling TextPooling { get; init; } = Pooling.Max;

    public Pooling VisionPooling { get; init; } = Pooling.Mean;

    public Pooling AttributePooling { get; init; } = Pooling.Max;

    /// <summary>Dropout between the GRU's layers, in attentions, and before the vocabulary.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Dropout on word vectors and regions.</summary>
    public double InputDropout { get; init; }

    /// <summary>Dropout on c_fuse, before the classifier.</summary>
    public double FusedDropout { get; init; }

    /// <summary>D.</summary>
    public int Width => 2 * HiddenUnits;
}

/// <summary>The posts of a batch as tensors. Attributes and regions have rows only for the posts that have them.</summary>
public sealed record PostTensors
{
    /// <summary>int64 [B,T].</summary>
    public required Tensor Tokens { get; init; }

    /// <summary>[B], each 1 to T.</summary>
    public required long[] TokenLengths { get; init; }

    /// <summary>bool [B,T]: true for padding.</summary>
    public required Tensor AbsentTokens { get; init; }

    /// <summary>int64 [B,T]: ids in each post's extended vocabulary.</summary>
    public required Tensor CopyIds { get; init; }

    /// <summary>Attributes of the posts that have any; null if no post has.</summary>
    public ModalityTensors? Attributes { get; init; }

    /// <summary>Regions of the posts that have any; null if no post has.</summary>
    public ModalityTensors? Regions { get; init; }
}

/// <summary>Attributes or regions of the posts that have any.</summary>
/// <param name="Posts">int64 [P]: their indices in the batch.</param>
/// <param name="Values">int64 [P,A] or float [P,R,C].</param>
/// <param name="Absent">bool [P,A] or [P,R]: true for padding.</param>
public sealed record ModalityTensors(Tensor Posts, Tensor Values, Tensor Absent);

/// <summary>Posts as encoded by the reader.</summary>
/// <param name="Memory">H: the bi-GRU's states, [B,T,D].</param>
/// <param name="State">h_0, the generator's initial state, [B,D].</param>
/// <param name="Fused">c_fuse, [B,D].</param>
/// <param name="TokenAttention">Mean of the attention weights over text, [B,T]; zeros where no attention reads text.</param>
/// <param name="RegionAttention">Mean of the attention weights over regions, for the posts that have any, [P,R]; null if no attention reads
/// regions.</param>
/// <param name="Likeness">Mean similarity of an attention's heads, scalar; null if no attention has several heads.</param>
public sealed record EncodedPost(
    Tensor Memory, Tensor State, Tensor Fused, Tensor TokenAttention, Tensor? RegionAttention, Tensor? Likeness);
