using Engram.Training.Torch;

namespace Engram.Training.Models;

// Shape letters: as in M3hAtt.cs; X words of a post that are not in the vocabulary.

/// <summary>Writes keyphrases word by word (Wang et al. 2020, section 3.4; pointer-generator of See et al. 2017).</summary>
/// <remarks>
/// Each step computes
/// <code>
/// h = GRU(y, h)        c = W [attention over H ; h] + c_fuse
/// P = p_gen softmax(W_2 W_1 [c ; h]) + (1 - p_gen) (a copy + b class)        p_gen = sigmoid(w [c ; h ; y])
/// </code>
/// without an activation between W_1 and W_2, as released. copy holds the attention's weights on the words of the post; class holds, in the
/// second phase, the classifier's words. The released code has a = b = 1, so P sums to 2 - p_gen; a + b = 1 makes it a distribution.
/// </remarks>
public sealed class CopyingGenerator : Module
{
    private readonly Embedding _embedding;
    private readonly Dropout _dropout;

    public CopyingGenerator(CrossMediaShape shape, Embedding embedding)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _embedding = embedding; // shared with the reader, which registers it
        var (e, d) = (shape.EmbeddingWidth, shape.Width);
        _dropout = register_module("dropout", new Dropout(shape.Dropout));
        Recurrence = register_module("recurrence", new GRU(e, d));
        Attention = register_module("attention", new AdditiveAttention(d));
        Narrow = register_module("narrow", new Linear(2 * d, d));
        Words = register_module("words", new Linear(d, shape.Words));
        Gate = register_module("gate", new Linear((2 * d) + e, 1));
    }

    public GRU Recurrence { get; }

    public AdditiveAttention Attention { get; }

    /// <summary>W_1.</summary>
    public Linear Narrow { get; }

    /// <summary>W_2.</summary>
    public Linear Words { get; }

    /// <summary>w.</summary>
    public Linear Gate { get; }

    /// <summary>Probabilities of the target words of all phrases, [N].</summary>
    /// <remarks>With teacher forcing the GRU runs over whole phrases at once. Everything after it is computed only for the real steps: the
    /// vocabulary in one product, and P only for the target word.</remarks>
    /// <param name="posts">The B encoded posts.</param>
    /// <param name="copyIds">Ids of their words in each post's extended vocabulary, int64 [B,T].</param>
    /// <param name="phrases">The target phrases.</param>
    /// <param name="classes">The classifier's words, with their weights times b; null in the first phase.</param>
    /// <param name="copyWeight">a; 1 in the first phase.</param>
    public Tensor forward(EncodedPost posts, Tensor copyIds, PhraseTensors phrases, ClassTensors? classes, double copyWeight)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(phrases);
        var written = _embedding.forward(phrases.Before);                                        // [B,S] -> [B,S,E]
        var (states, _) = Recurrence.forward(written, posts.State.unsqueeze(0));                 // [B,S,D]
        var h = states.reshape(-1, states.shape[2]).index_select(0, phrases.Steps);              // [N,D]
        var y = written.reshape(-1, written.shape[2]).index_select(0, phrases.Steps);            // [N,E]
        var step = Look(y, h, posts, Attention.Memory.forward(posts.Memory), copyIds, phrases.Posts, phrases.AbsentTokens);

        var logits = Words.forward(_dropout.forward(step.Narrow));                               // [N,V]
        var target = phrases.Right.unsqueeze(1);                                                 // [N,1]
        var word = logits.gather(1, phrases.RightOrUnknown.unsqueeze(1)) - logits.logsumexp(1, keepdim: true); // [N,1]
        var fromVocabulary = word.exp() * phrases.IsKnown.unsqueeze(1);
        var copied = (step.Copy * step.CopyIds.eq(target).to(ScalarType.Float32)).sum(1, keepdim: true);
        return Mix(step, fromVocabulary, copied, ClassMass(classes, phrases.Posts, target), copyWeight).squeeze(1);
    }

    /// <summary>One step of N beams: the probability of each next word, with the parts of P added up over the extended vocabulary of V + X
    /// words.</summary>
    /// <param name="posts">The B encoded posts.</param>
    /// <param name="projected">W_m H, [B,T,D].</param>
    /// <param name="tensors">The same posts before encoding.</param>
    /// <param name="beam">The beams' posts [N], previous words [N] and states [N,D].</param>
    /// <param name="extraWords">X.</param>
    /// <param name="classes">The classifier's words, with their weights times b; null in a model of one phase.</param>
    /// <param name="copyWeight">a.</param>
    /// <returns>State [N,D], P [N,V+X], copy weights [N,T] and p_gen [N].</returns>
    public GeneratorStep Step(
        EncodedPost posts, Tensor projected, PostTensors tensors, BeamTensors beam, long extraWords, ClassTensors? classes,
        double copyWeight)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(beam);
        var y = _embedding.forward(beam.Before);                                                 // [N] -> [N,E]
        var (_, last) = Recurrence.forward(y.unsqueeze(1), beam.State.unsqueeze(0));             // [1,N,D]
        var h = last.squeeze(0);
        var step = Look(y, h, posts, projected, tensors.CopyIds, beam.Posts, tensors.AbsentTokens.index_select(0, beam.Posts));

        var words = Words.forward(_dropout.forward(step.Narrow)).softmax(1);                     // [N,V]
        var p = Extended(step.Generate * words, extraWords);                                     // [N,V+X]
        var rest = step.DontGenerate;
        p = p.scatter_add(1, step.CopyIds, rest * step.Copy * copyWeight);
        if (classes is not null)
            p = p.scatter_add(1, classes.Words.index_select(0, beam.Posts), rest * classes.Weights.index_select(0, beam.Posts));
        return new GeneratorStep(h, p, step.Copy, step.Generate.squeeze(1));
    }

    private DecoderStepOutput Look(
        Tensor y, Tensor h, EncodedPost posts, Tensor projected, Tensor copyIds, Tensor postOf, Tensor absent)
    {
        var memory = posts.Memory.index_select(0, postOf);                                       // [N,T,D]
        var attended = Attention.forward(h, memory, projected.index_select(0, postOf), absent);  // [N,D], [N,T]
        var c = attended.Value + posts.Fused.index_select(0, postOf);                            // [N,D]
        var ch = torch.cat([c, h], 1);                                                           // [N,2D]
        var gate = Gate.forward(torch.cat([ch, y], 1));                                          // [N,1]
        // sigmoid(-x) equals 1 - sigmoid(x) but is accurate to the last digit; the subtraction would lose most digits.
        return new DecoderStepOutput(
            Narrow.forward(ch), gate.sigmoid(), gate.neg().sigmoid(), attended.Weights, copyIds.index_select(0, postOf));
    }

    /// <summary>p_gen words + (1 - p_gen) (a copied + b class), all [N,1].</summary>
    private static Tensor Mix(DecoderStepOutput step, Tensor words, Tensor copied, Tensor? fromClasses, double copyWeight)
    {
        var rest = copied * copyWeight;
        if (fromClasses is not null)
            rest += fromClasses;
        return (step.Generate * words) + (step.DontGenerate * rest);
    }

    private static Tensor? ClassMass(ClassTensors? classes, Tensor postOf, Tensor target)
    {
        if (classes is null)
            return null;
        var hits = classes.Words.index_select(0, postOf).eq(target).to(ScalarType.Float32);      // [N,W]
        return (hits * classes.Weights.index_select(0, postOf)).sum(1, keepdim: true);
    }

    private static Tensor Extended(Tensor words, long extra) =>
        extra == 0 ? words : torch.cat([words, torch.full([words.shape[0], extra], 0, words.device)], 1);

    private sealed record DecoderStepOutput(Tensor Narrow, Tensor Generate, Tensor DontGenerate, Tensor Copy, Tensor CopyIds);
}

/// <summary>The target phrases of a batch, one per post, each at most S words including the end token; N steps in all.</summary>
public sealed record PhraseTensors
{
    /// <summary>The previous word of each step, unknown words as <c>&lt;unk&gt;</c>: int64 [B,S].</summary>
    public required Tensor Before { get; init; }

    /// <summary>Indices of the real steps in [B * S]: int64 [N].</summary>
    public required Tensor Steps { get; init; }

    /// <summary>The post of each step: int64 [N].</summary>
    public required Tensor Posts { get; init; }

    /// <summary>Padding mask of each step's post: bool [N,T].</summary>
    public required Tensor AbsentTokens { get; init; }

    /// <summary>Target words in the extended vocabulary: int64 [N].</summary>
    public required Tensor Right { get; init; }

    /// <summary>Target words in the vocabulary, <c>&lt;unk&gt;</c> where it lacks them: int64 [N].</summary>
    public required Tensor RightOrUnknown { get; init; }

    /// <summary>1 where the vocabulary has the target word, otherwise 0: [N].</summary>
    public required Tensor IsKnown { get; init; }
}

/// <summary>Words of the classifier's best labels, int64 [B,W], and their weights, which sum to b, [B,W].</summary>
public sealed record ClassTensors(Tensor Words, Tensor Weights);

/// <summary>Beams: post int64 [N], previous word int64 [N] and state [N,D] of each.</summary>
public sealed record BeamTensors(Tensor Posts, Tensor Before, Tensor State);

/// <summary>Result of one step for N beams: state [N,D], P [N,V+X], copy weights [N,T], p_gen [N].</summary>
public sealed record GeneratorStep(Tensor State, Tensor Probabilities, Tensor Copy, Tensor Generate);
