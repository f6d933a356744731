using Engram.Training.Torch;

namespace Engram.Training.Models;

// Shape letters: as in M3hAtt.cs.

/// <summary>Reads posts (Wang et al. 2020, sections 3.1 and 3.2): words by a bi-GRU, attributes and regions by a linear layer each, fused
/// into c_fuse.</summary>
/// <remarks>Attentions to or from a modality are computed only for posts that have it. If no attention applies to a post, c_fuse is its
/// pooled text (in the released code every post has a picture).</remarks>
public sealed class PostReader : Module
{
    private readonly CrossMediaShape _shape;
    private readonly Dropout _inputDropout;

    public PostReader(CrossMediaShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        var d = shape.Width;
        _inputDropout = register_module("input_dropout", new Dropout(shape.InputDropout));
        // Rows without a pre-trained vector: N(0, 0.1^2), padding 0 (released code).
        Embedding = register_module("embedding", new Embedding(shape.Words, shape.EmbeddingWidth, padding_idx: 0, std: 0.1));
        Text = register_module(
            "text", new GRU(shape.EmbeddingWidth, shape.HiddenUnits, shape.Layers, bidirectional: true, dropout: shape.Dropout));
        if (shape.Attributes)
            Attributes = register_module("attributes", new Linear(shape.EmbeddingWidth, d));
        if (shape.Channels > 0)
            Regions = register_module("regions", new Linear(shape.Channels, d)); // no activation, as released
        if (shape.Fusion == FusionKind.Attention)
            Pairs = [.. shape.Pairs.Where(Applies).Distinct().Select(pair => (pair, (IReadOnlyList<IAttention>)[.. Stack(NameOf(pair))]))];
        if (IsCoAttention)
            (First, Second, CoAttention) = (NewSingle("first"), NewSingle("second"), register_module("co_attention", new Linear(2 * d, d)));
        if (shape.Project)
            Fusion = register_module("fusion", new Linear(d, d));
    }

    public Embedding Embedding { get; }

    public GRU Text { get; }

    public Linear? Attributes { get; }

    public Linear? Regions { get; }

    /// <summary>The attentions of each pair, the lowest layer first.</summary>
    public IReadOnlyList<(AttentionPair Pair, IReadOnlyList<IAttention> Stack)> Pairs { get; } = [];

    public AdditiveAttention? First { get; }

    public AdditiveAttention? Second { get; }

    public Linear? CoAttention { get; }

    public Linear? Fusion { get; }

    private bool IsCoAttention =>
        _shape.Channels > 0 && _shape.Fusion is FusionKind.CoAttentionFromText or FusionKind.CoAttentionFromVision;

    public EncodedPost forward(PostTensors posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var words = _inputDropout.forward(Embedding.forward(posts.Tokens));                // [B,T] -> [B,T,E]
        var (text, last) = Text.forward_packed(words, posts.TokenLengths);                 // [B,T,D], [2 layers,B,H]
        // The last layer's backward state comes first, as released: cat(h[-1], h[-2]).
        var state = torch.cat([last.select(0, -1), last.select(0, -2)], 1);                // [B,D]
        var read = new Modality(null, Pool(_shape.TextPooling, text, posts.AbsentTokens), text, posts.AbsentTokens);
        var described = posts.Attributes is { } a && Attributes is not null
            ? Pooled(a, Attributes.forward(_inputDropout.forward(Embedding.forward(a.Values))), _shape.AttributePooling) // [P,A] -> [P,A,D]
            : null;
        var seen = posts.Regions is { } r && Regions is not null
            // [P,R,C] -> [P,R,D]
            ? Pooled(r, Regions.forward(_inputDropout.forward(r.Values)), _shape.VisionPooling)
            : null;

        var sum = new AttentionSum(read, seen);
        switch (_shape.Fusion)
        {
            case FusionKind.Sum:
                sum.Add(null, read.Pooled);
                foreach (var other in new[] { described, seen })
                {
                    if (other is not null)
                        sum.Add(other.Posts, other.Pooled);
                }

                break;
            case FusionKind.Attention:
                foreach (var (pair, stack) in Pairs)
                    Attend(sum, pair, stack, read, described, seen);
                break;
            case FusionKind.CoAttentionFromText or FusionKind.CoAttentionFromVision when seen is not null:
                CoAttend(sum, read, seen);
                break;
        }

        var fused = sum.Total();                                                           // [B,D]
        return new EncodedPost(
            text, state, Fusion?.forward(fused) ?? fused, sum.TokenAttention(), sum.RegionAttention(), sum.Likeness());
    }

    /// <summary>Parameter name of a pair's attentions.</summary>
    public static string NameOf(AttentionPair pair) => pair switch
    {
        AttentionPair.TextOverText => "text_over_text",
        AttentionPair.TextOverAttributes => "text_over_attributes",
        AttentionPair.AttributesOverText => "attributes_over_text",
        AttentionPair.TextOverVision => "text_over_vision",
        AttentionPair.VisionOverText => "vision_over_text",
        _ => throw new ArgumentOutOfRangeException(nameof(pair), pair, null),
    };

    private static void Attend(
        AttentionSum sum, AttentionPair pair, IReadOnlyList<IAttention> stack, Modality text, Modality? attributes, Modality? vision)
    {
        var other = pair switch
        {
            AttentionPair.TextOverText => text,
            AttentionPair.TextOverAttributes or AttentionPair.AttributesOverText => attributes,
            _ => vision,
        };
        if (other is null)
            return;
        var own = text.Of(other.Posts);
        var overText = pair is AttentionPair.TextOverText or AttentionPair.AttributesOverText or AttentionPair.VisionOverText;
        var (asks, asked) = overText ? (other, own) : (own, other);
        var query = asks.Pooled;                                                           // [P,D]
        foreach (var layer in stack)
        {
            var attended = layer.forward(query, asked.Members, asked.Absent);
            query = attended.Value;
            if (layer == stack[^1])
                sum.Add(other.Posts, attended, overText ? Read.Text : other == vision ? Read.Regions : Read.Attributes);
        }
    }

    private void CoAttend(AttentionSum sum, Modality text, Modality vision)
    {
        var own = text.Of(vision.Posts);
        Attended overText, overVision;
        if (_shape.Fusion == FusionKind.CoAttentionFromText)
        {
            overVision = First!.forward(Masks.Mean(own.Members, own.Absent), vision.Members, vision.Absent);
            overText = Second!.forward(overVision.Value, own.Members, own.Absent);
        }
        else
        {
            overText = First!.forward(Masks.Mean(vision.Members, vision.Absent), own.Members, own.Absent);
            overVision = Second!.forward(overText.Value, vision.Members, vision.Absent);
        }

        sum.Weigh(vision.Posts, overText, Read.Text);
        sum.Weigh(vision.Posts, overVision, Read.Regions);
        sum.Add(vision.Posts, CoAttention!.forward(torch.cat([overVision.Value, overText.Value], 1))); // [P,2D] -> [P,D]
    }

    private static Modality Pooled(ModalityTensors tensors, Tensor members, Pooling pooling) =>
        new(tensors.Posts, Pool(pooling, members, tensors.Absent), members, tensors.Absent);

    private static Tensor Pool(Pooling pooling, Tensor members, Tensor absent) =>
        pooling == Pooling.Max ? Masks.Max(members, absent) : Masks.Mean(members, absent);

    private bool Applies(AttentionPair pair) => pair switch
    {
        AttentionPair.TextOverText => true,
        AttentionPair.TextOverAttributes or AttentionPair.AttributesOverText => _shape.Attributes,
        _ => _shape.Channels > 0,
    };

    private IEnumerable<IAttention> Stack(string name)
    {
        for (var layer = 1; layer <= _shape.StackedAttentions; layer++)
        {
            var part = _shape.StackedAttentions == 1 ? name : $"{name}_{layer}";
            yield return _shape.Attention == AttentionKind.Additive
                ? NewSingle(part)
                : register_module(part, new MultiHeadAttention(_shape.Width, _shape.Heads, _shape.HeadWidth, _shape.Dropout));
        }
    }

    private AdditiveAttention NewSingle(string name) => register_module(name, new AdditiveAttention(_shape.Width));

    private enum Read
    {
        Text,
        Attributes,
        Regions,
    }

    /// <summary>A modality's vectors: of all posts if <paramref name="Posts"/> is null, otherwise of those posts [P].</summary>
    private sealed record Modality(Tensor? Posts, Tensor Pooled, Tensor Members, Tensor Absent)
    {
        public Modality Of(Tensor? posts) => posts is null
            ? this
            : new Modality(posts, Pooled.index_select(0, posts), Members.index_select(0, posts), Absent.index_select(0, posts));
    }

    /// <summary>Adds up the outputs of the attentions, each for the posts it applies to, and their weights.</summary>
    private sealed class AttentionSum(Modality text, Modality? vision)
    {
        private readonly List<Tensor> _likenesses = [];
        private Tensor? _sum;      // [B,D]
        private Tensor? _applied;  // [B,1]: number of attentions that applied
        private Tensor? _tokens;   // [B,T]
        private Tensor? _regions;  // [P,R]
        private int _overRegions;

        public void Add(Tensor? posts, Attended attended, Read what)
        {
            Weigh(posts, attended, what);
            Add(posts, attended.Value);
        }

        public void Add(Tensor? posts, Tensor value)
        {
            var one = torch.full([value.shape[0], 1], 1, value.device);
            _sum = Plus(_sum, Spread(posts, value));
            _applied = Plus(_applied, Spread(posts, one));
        }

        public void Weigh(Tensor? posts, Attended attended, Read what)
        {
            if (attended.Likeness is { } likeness)
                _likenesses.Add(likeness);
            if (what == Read.Text)
            {
                _tokens = Plus(_tokens, Spread(posts, attended.Weights));
            }
            else if (what == Read.Regions)
            {
                _regions = Plus(_regions, attended.Weights);
                _overRegions++;
            }
        }

        /// <summary>[B,D]: the sum, or the pooled text if no attention applied.</summary>
        public Tensor Total()
        {
            if (_sum is null || _applied is null)
                return text.Pooled;
            return torch.where(_applied.eq(0), text.Pooled, _sum);
        }

        /// <summary>[B,T].</summary>
        public Tensor TokenAttention() => _tokens is null
            ? torch.full([text.Members.shape[0], text.Members.shape[1]], 0, text.Members.device)
            : _tokens / _tokens.sum(1, keepdim: true).clamp_min(1e-9);

        /// <summary>[P,R].</summary>
        public Tensor? RegionAttention() => vision is null ? null : _regions?.mul(1.0 / _overRegions);

        public Tensor? Likeness() => _likenesses.Count == 0 ? null : _likenesses.Aggregate((a, b) => a + b).mul(1.0 / _likenesses.Count);

        private static Tensor Plus(Tensor? sum, Tensor value) => sum is null ? value : sum + value;

        /// <summary>[P,n] -> [B,n], zeros for the other posts.</summary>
        private Tensor Spread(Tensor? posts, Tensor value)
        {
            if (posts is null)
                return value;
            var zeros = torch.full([text.Members.shape[0], value.shape[1]], 0, value.device);
            return zeros.scatter_add(0, posts.unsqueeze(1).expand(value.shape), value);
        }
    }
}
