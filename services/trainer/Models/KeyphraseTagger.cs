using Engram.Trainer.Torch;
using F = Engram.Trainer.Torch.torch.nn.functional;

namespace Engram.Trainer.Models;

// Letters of the shapes: B posts, T tokens, E width of a word vector, H units a direction, D = 2H, A = 5 attributes, R = 49 regions,
// C channels, h heads, w width of a head, N members of what is attended to, P posts with a picture, L labels.

/// <summary>Sizes of a <see cref="KeyphraseTagger"/>, and which modalities it reads.</summary>
public sealed record KeyphraseTaggerShape(
    int Words, int Labels, int Channels, int EmbeddingWidth, int HiddenUnits, int Layers, int Heads, int HeadWidth, bool Attributes, bool Vision);

/// <summary>
/// One batch: tokens [B,T] and their mask, attributes [B,A] and their mask, and of the P posts that have a picture their rows [P] and their
/// grids [P,R,C]; both null where no post has one.
/// </summary>
public sealed record KeyphraseTaggerInput(
    Tensor Tokens, IReadOnlyList<long> TokenLengths, Tensor TokenMask, Tensor Attributes, Tensor AttributeMask, Tensor? PictureRows, Tensor? Grids);

/// <summary>
/// The classifier half of M3H-Att (Wang, Li, Lyu, King, EMNLP 2020, sections 3.1 to 3.3): a bi-GRU reads the post and its picture's words; text,
/// attributes and regions attend to one another by multi-head attention; the sum is projected and classified over whole keyphrases.
/// A modality that a post lacks adds nothing. The released code attends from the picture to the text only; the pairs here are the paper's, and
/// text over text is added so that a post without a picture has an attention too.
/// </summary>
public sealed class KeyphraseTagger : Module
{
    /// <summary>Added to the score of what is masked: its weight is then 0 in float32.</summary>
    public const float Masked = -1e4f;

    private readonly Dropout _wordDropout;
    private readonly Dropout _fusedDropout;
    private readonly Dropout _gridDropout;

    public KeyphraseTagger(KeyphraseTaggerShape shape, double dropout, double attentionDropout)
    {
        Shape = shape;
        var d = 2 * shape.HiddenUnits;
        _wordDropout = register_module("word_dropout", new Dropout(dropout));
        _fusedDropout = register_module("fused_dropout", new Dropout(dropout));
        _gridDropout = register_module("grid_dropout", new Dropout(dropout));
        Embedding = register_module("embedding", new Embedding(shape.Words, shape.EmbeddingWidth, padding_idx: 0, std: 0.1));
        Encoder = register_module("encoder", new GRU(shape.EmbeddingWidth, shape.HiddenUnits, shape.Layers, bidirectional: true, dropout: attentionDropout));
        TextOverText = register_module("text_over_text", Attention());
        if (shape.Attributes)
        {
            AttributeProjection = register_module("attribute_projection", new Linear(shape.EmbeddingWidth, d));
            TextOverAttributes = register_module("text_over_attributes", Attention());
            AttributesOverText = register_module("attributes_over_text", Attention());
        }

        if (shape.Vision)
        {
            VisionProjection = register_module("vision_projection", new Linear(shape.Channels, d));
            TextOverVision = register_module("text_over_vision", Attention());
            VisionOverText = register_module("vision_over_text", Attention());
        }

        Fusion = register_module("fusion", new Linear(d, d));
        Classifier = register_module("classifier", new Linear(d, shape.Labels));

        TaggerAttention Attention() => new(d, shape.Heads, shape.HeadWidth, attentionDropout);
    }

    public KeyphraseTaggerShape Shape { get; }

    public Embedding Embedding { get; }

    public GRU Encoder { get; }

    public TaggerAttention TextOverText { get; }

    public Linear? AttributeProjection { get; }

    public TaggerAttention? TextOverAttributes { get; }

    public TaggerAttention? AttributesOverText { get; }

    public Linear? VisionProjection { get; }

    public TaggerAttention? TextOverVision { get; }

    public TaggerAttention? VisionOverText { get; }

    public Linear Fusion { get; }

    public Linear Classifier { get; }

    /// <summary>Logits [B, L] and the weights of text over text, mean of the heads, [B, T].</summary>
    public (Tensor Logits, Tensor TokenAttention) forward(KeyphraseTaggerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var words = _wordDropout.forward(Embedding.forward(input.Tokens));          // [B,T] -> [B,T,E]
        var (text, _) = Encoder.forward_packed(words, [.. input.TokenLengths]);     // [B,T,D]
        var textPenalty = Penalty(input.TokenMask);                                 // [B,T]
        var textQuery = MaskedMax(text, textPenalty);                               // [B,1,D]

        var (fused, tokenAttention) = TextOverText.forward(textQuery, text, textPenalty); // [B,1,D], [B,T]

        if (Shape.Attributes)
        {
            var attributes = AttributeProjection!.forward(Embedding.forward(input.Attributes));  // [B,A] -> [B,A,D]
            var penalty = Penalty(input.AttributeMask);
            var (seen, _) = TextOverAttributes!.forward(textQuery, attributes, penalty);
            var presence = Presence(input.AttributeMask);                                        // [B,1,1]
            var (read, _) = AttributesOverText!.forward(MaskedMax(attributes, penalty).mul(presence), text, textPenalty);
            fused = fused.add(seen.add(read).mul(presence));                                     // [B,1,D]
        }

        if (Shape.Vision && input is { PictureRows: { } rows, Grids: { } grids })
        {
            // Only posts with a picture: the others would cost as much and add nothing.
            var regions = VisionProjection!.forward(_gridDropout.forward(grids));                // [P,R,C] -> [P,R,D]
            var (seen, _) = TextOverVision!.forward(textQuery.index_select(0, rows), regions, torch.zeros(grids.shape[0], grids.shape[1]));
            var (read, _) = VisionOverText!.forward(regions.mean(1, keepdim: true), text.index_select(0, rows), textPenalty.index_select(0, rows));
            var both = seen.add(read);                                                           // [P,1,D]
            fused = fused.scatter_add(0, rows.reshape(-1, 1, 1).expand(both.shape), both);       // [B,1,D]
        }

        var projected = Fusion.forward(_fusedDropout.forward(fused.squeeze(1))).tanh();          // [B,D], the paper's c_fuse
        return (Classifier.forward(_fusedDropout.forward(projected)), tokenAttention);           // [B,L], [B,T]
    }

    /// <summary>0 where the mask is 1, <see cref="Masked"/> where it is 0.</summary>
    private static Tensor Penalty(Tensor mask) => (mask - 1).mul(-Masked);

    /// <summary>1 for posts that have any of the modality, else 0: [B,N] -> [B,1,1].</summary>
    private static Tensor Presence(Tensor mask) => mask.max(1, keepdim: true).values.unsqueeze(2);

    /// <summary>[B,N,D], [B,N] -> [B,1,D].</summary>
    private static Tensor MaskedMax(Tensor memory, Tensor penalty) => memory.add(penalty.unsqueeze(2)).max(1, keepdim: true).values;
}

/// <summary>
/// One layer of multi-head attention as in the released code (papers' multi_head_att/submodules.py): heads of their own width, residual and
/// layer norm, then a position-wise feed-forward of the model's width, residual and layer norm. Layer norm is the usual one (biased variance,
/// epsilon in the root), which ONNX has; the released code divides by the unbiased deviation + epsilon.
/// </summary>
public sealed class TaggerAttention : Module
{
    private readonly Dropout _dropout;

    public TaggerAttention(int width, int heads, int headWidth, double dropout)
    {
        (Heads, HeadWidth) = (heads, headWidth);
        _dropout = register_module("dropout", new Dropout(dropout));
        Query = register_module("query", new Linear(width, heads * headWidth));
        Key = register_module("key", new Linear(width, heads * headWidth));
        Value = register_module("value", new Linear(width, heads * headWidth));
        Output = register_module("output", new Linear(heads * headWidth, width));
        AttentionNorm = register_module("attention_norm", new LayerNorm(width));
        Widen = register_module("widen", new Linear(width, width));
        Narrow = register_module("narrow", new Linear(width, width));
        FeedForwardNorm = register_module("feed_forward_norm", new LayerNorm(width));
    }

    public int Heads { get; }

    public int HeadWidth { get; }

    public Linear Query { get; }

    public Linear Key { get; }

    public Linear Value { get; }

    public Linear Output { get; }

    public LayerNorm AttentionNorm { get; }

    public Linear Widen { get; }

    public Linear Narrow { get; }

    public LayerNorm FeedForwardNorm { get; }

    /// <summary>query [B,1,D], memory [B,N,D], penalty [B,N] -> [B,1,D] and the weights, mean of the heads, [B,N].</summary>
    public (Tensor Attended, Tensor Weights) forward(Tensor query, Tensor memory, Tensor penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        var q = Split(Query.forward(query));                                                        // [B,h,1,w]
        var k = Split(Key.forward(memory));                                                         // [B,h,N,w]
        var v = Split(Value.forward(memory));                                                       // [B,h,N,w]
        var scores = q.matmul(k.transpose(2, 3)).mul(1 / Math.Sqrt(HeadWidth));                     // [B,h,1,N]
        var weights = scores.add(penalty.unsqueeze(1).unsqueeze(1)).softmax(-1);                    // [B,h,1,N]
        var context = _dropout.forward(weights).matmul(v);                                          // [B,h,1,w]
        var joined = context.reshape(-1, 1, Heads * HeadWidth);                                     // [B,1,hw]: one query, so heads lie side by side
        var attended = AttentionNorm.forward(query.add(_dropout.forward(Output.forward(joined))));  // [B,1,D]
        var fed = Narrow.forward(F.relu(Widen.forward(attended)));                                  // [B,1,D]
        return (FeedForwardNorm.forward(attended.add(_dropout.forward(fed))), weights.mean(1).squeeze(1));
    }

    /// <summary>[B,N,hw] -> [B,h,N,w].</summary>
    private Tensor Split(Tensor projected) => projected.reshape(projected.shape[0], projected.shape[1], Heads, HeadWidth).transpose(1, 2);
}
