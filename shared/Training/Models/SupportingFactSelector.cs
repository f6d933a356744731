using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>O of a memory network: picks supporting memories one after another. Each pick is the memory whose smallest lead over another is
/// largest.</summary>
/// <remarks>
/// The time of writing counts through three binary features of a triple (x, y, y'), where x is the question and the memories picked so far
/// and is as old as the last of these (2015, section 3.4):
/// <code>
/// s_Ot(x, y, y') = E(x) . (E(y) - E(y') + u_1 [x older than y] + u_2 [x older than y'] + u_3 [y older than y'])
/// </code>
/// The paper walks through the memories and keeps a running winner, which beats the previous one if s_Ot > 0. Each pair is then compared in
/// one order only, and the loss asks for s_Ot(x, o, f) > gamma and s_Ot(x, f, o) less than -gamma. So only the antisymmetric half (s_Ot(x,
/// y, y') - s_Ot(x, y', y)) / 2 matters:
/// <code>
/// lead(y, y') = g(y) - g(y') + (u_3 . E(x) / 2) ([y older than y'] - [y' older than y])
/// g(y) = E(x) . (E(y) + (u_1 - u_2) / 2 [x older than y])
/// </code>
/// If one memory beats all others, as the loss asks for, it is also the running winner; but here all pairs are compared at once. Of equal
/// memories the latest wins. The stop memory (2016: m_0) has no time: its time features are 0.
/// </remarks>
internal sealed class SupportingFactSelector : Module
{
    // Far above a score's rounding error, far below a margin.
    public const double Tie = 1e-4;
    public const double Never = 1e9;

    private readonly int _picks;

    public SupportingFactSelector(MemoryTexts texts, int fewest, int most, MemoryNetworkOptions options)
    {
        (Fewest, _picks) = (fewest, most);
        var n = options.Width;
        Tensor Block(string name, long features) => register_parameter(name, torch.normal([features, n], 0, options.InitialWeights));
        Asked = Block("asked", texts.Features);
        Found = [.. Enumerable.Range(1, Math.Min(most - 1, options.Blocks)).Select(hop => Block($"found_{hop}", texts.Features))];
        Memory = Block("memory", texts.Features);
        Stop = Block("stop", 1);
        Time = options.Time ? Block("time", 3) : null;
        Hidden = options.Nonlinear ? register_parameter("hidden", torch.uniform([n, n], -1 / Math.Sqrt(n), 1 / Math.Sqrt(n))) : null;
        Neighbours = texts.Unseen > 0 ? Block("neighbours", 2 * texts.Words) : null;
        Match = options.ExactMatch ? Block("match", texts.Words) : null;
        MatchNeighbours = options.ExactMatch && texts.Unseen > 0 ? Block("match_neighbours", 2 * texts.Words) : null;
    }

    /// <summary>Number of memories picked before the stop memory may win.</summary>
    public int Fewest { get; }

    /// <summary>Block of U_O for the question's words, [F, n].</summary>
    public Tensor Asked { get; }

    /// <summary>Blocks for words of memories picked before, [F, n]: one for all hops, or one per hop.</summary>
    public IReadOnlyList<Tensor> Found { get; }

    /// <summary>Block for words of the scored memory, [F, n].</summary>
    public Tensor Memory { get; }

    /// <summary>Vector of the stop memory, [1, n].</summary>
    public Tensor Stop { get; }

    /// <summary>u_1, u_2, u_3, [3, n]; null without time features.</summary>
    public Tensor? Time { get; }

    /// <summary>W of the second layer, [n, n]; null for linear matching.</summary>
    public Tensor? Hidden { get; }

    /// <summary>Block for the words left and right of an unseen word, [2V, n]; null without unseen words.</summary>
    public Tensor? Neighbours { get; }

    /// <summary>Block for words of the memory that x contains too, [V, n]; null without exact matching.</summary>
    public Tensor? Match { get; }

    /// <summary>The same for unseen words, through their neighbors, [2V, n]; null without exact matching or unseen words.</summary>
    public Tensor? MatchNeighbours { get; }

    /// <summary>Index in <see cref="Found"/> of the block for the memory picked at a hop (from 0); null at the last hop, after which
    /// nothing is picked.</summary>
    public int? BlockAt(int hop) => hop < _picks - 1 ? Math.Min(hop, Found.Count - 1) : null;

    /// <summary>The second layer, if there is one: [.., n] -> [.., n].</summary>
    public static Tensor Embed(Tensor sum, Tensor? hidden) => hidden is null ? sum : sum.tanh().matmul(hidden).tanh();

    /// <summary>State before the first pick.</summary>
    public State Begin(MemoryStory story)
    {
        var unseen = Neighbours is null ? null : story.Contexts!.matmul(Neighbours); // [B,K,n]
        return new State
        {
            Story = story,
            Unseen = unseen,
            MatchUnseen = MatchNeighbours is null ? null : story.Contexts!.matmul(MatchNeighbours), // [B,K,n]
            Context = story.Question.Embed(Asked, unseen).squeeze(1), // [B,n]
            Memories = story.Sentences.Embed(Memory, unseen), // [B,M,n]
            Free = story.Present,
            XIsOlder = torch.zeros(story.Questions, story.Memories + 1),
            Words = Match is null ? null : story.Question.Words!.squeeze(1), // [B,V]
            UnseenWords = MatchNeighbours is null ? null : story.Question.Unseen!.squeeze(1), // [B,K]
            IsOlder = Older(story.Memories),
        };
    }

    /// <summary>State after a pick.</summary>
    /// <param name="state">State before the pick.</param>
    /// <param name="choice">[B, N]: 1 for the picked memory.</param>
    public State Next(State state, Tensor choice)
    {
        var m = state.Story.Memories;
        var (memory, isMemory) = (choice.narrow(1, 0, m), 1 - choice.narrow(1, m, 1)); // [B,M], [B,1]
        var sentences = state.Story.Sentences;
        return state with
        {
            Context = BlockAt(state.Hop) is { } block ? state.Context + Of(memory, sentences.Embed(Found[block], state.Unseen))
                : state.Context,
            Free = (state.Free - memory) * isMemory,
            XIsOlder = choice.matmul(state.IsOlder), // [B,N] x [N,N]: row of the picked memory
            Words = state.Words is null ? null : state.Words + Of(memory, sentences.Words!),
            UnseenWords = state.UnseenWords is null ? null : state.UnseenWords + Of(memory, sentences.Unseen!),
            Hop = state.Hop + 1,
        };
    }

    /// <summary>[B, N]: 1 for what may win: memories not yet picked and, once enough are picked or none is left, the stop memory.</summary>
    public Tensor Available(State state)
    {
        var none = 1 - state.Free.max(1, keepdim: true).values; // [B,1]
        return torch.cat([state.Free, state.Hop >= Fewest ? torch.ones(state.Story.Questions, 1) : none], 1);
    }

    /// <summary>[B, N]: lead of the chosen memory over each memory.</summary>
    public Tensor Leads(State state, Tensor choice)
    {
        var (g, age) = Scores(state); // [B,N], [B,1]
        var lead = (g * choice).sum(1, keepdim: true) - g;
        return age is null ? lead : lead + (age * choice.matmul(Sign(state.IsOlder)));
    }

    /// <summary>[B]: index of the winner; M is the stop memory.</summary>
    public int[] Pick(State state)
    {
        var (g, age) = Scores(state); // [B,N], [B,1]
        var (b, n) = (g.shape[0], g.shape[1]);
        var sign = Sign(state.IsOlder); // [N,N]
        var lead = g.unsqueeze(2) - g.unsqueeze(1) - (sign * Tie); // [B,N,N]: of row over column
        if (age is not null)
            lead = lead + (age.unsqueeze(2) * sign);
        var taken = Available(state).eq(0); // [B,N]
        var rivals = lead.masked_fill(taken.unsqueeze(1), Never).masked_fill(Diagonal((int)n), Never);
        var least = -(-rivals).max(2).values; // [B,N]
        return [.. least.masked_fill(taken, -Never).argmax(1).ToInt64().Select(winner => (int)winner)];
    }

    /// <summary>g [B, N] and u_3 . E(x) / 2 [B, 1]; the latter is null without time features.</summary>
    private (Tensor G, Tensor? Age) Scores(State state)
    {
        var x = Embed(state.Context, Hidden); // [B,n]
        var sums = state.Memories;
        if (Match is not null)
            sums = sums + (state.Story.Sentences.Words! * IsIn(state.Words!).unsqueeze(1)).matmul(Match); // [B,M,V] x [V,n]
        if (state.MatchUnseen is not null)
            // [B,M,K] x [B,K,n]
            sums = sums + (state.Story.Sentences.Unseen! * IsIn(state.UnseenWords!).unsqueeze(1)).bmm(state.MatchUnseen);
        var b = sums.shape[0];
        var y = torch.cat([Embed(sums, Hidden), Embed(Stop, Hidden).unsqueeze(0).expand(b, 1, Stop.shape[1])], 1); // [B,N,n]
        var g = y.bmm(x.unsqueeze(-1)).squeeze(-1); // [B,N]
        if (Time is null)
            return (g, null);
        var time = x.matmul(Time.transpose(0, 1)); // [B,3]
        return (g + ((time.narrow(1, 0, 1) - time.narrow(1, 1, 1)) * 0.5 * state.XIsOlder), time.narrow(1, 2, 1) * 0.5);
    }

    /// <summary>1 where a count is above 0.</summary>
    public static Tensor IsIn(Tensor counts) => counts.gt(0).to(ScalarType.Float32);

    /// <summary>Row of the picked memory: [B, M] x [B, M, d] -> [B, d]; 0 for the stop memory.</summary>
    public static Tensor Of(Tensor memory, Tensor rows) => memory.unsqueeze(1).bmm(rows).squeeze(1);

    /// <summary>[N, N]: 1 where the row's memory is older than the column's. Memories are in latest-first order; the stop memory has no
    /// age.</summary>
    private static Tensor Older(int memories)
    {
        var n = memories + 1;
        var older = new float[n * n];
        for (var row = 0; row < memories; row++)
            older.AsSpan(row * n, row).Fill(1);
        return torch.tensor(older, [n, n]);
    }

    private static Tensor Sign(Tensor isOlder) => isOlder - isOlder.transpose(0, 1);

    private static Tensor Diagonal(int n)
    {
        var values = new float[n * n];
        for (var i = 0; i < n; i++)
            values[(i * n) + i] = 1;
        return torch.tensor(values, [n, n]).gt(0);
    }

    /// <summary>State of O between two picks.</summary>
    internal sealed record State
    {
        public required MemoryStory Story { get; init; }

        /// <summary>Vectors of the unseen words, [B, K, n].</summary>
        public required Tensor? Unseen { get; init; }

        /// <summary>Match vectors of the unseen words, [B, K, n].</summary>
        public required Tensor? MatchUnseen { get; init; }

        /// <summary>U Phi_x of the question and the picked memories, [B, n].</summary>
        public required Tensor Context { get; init; }

        /// <summary>U Phi_y of each memory, without match features, [B, M, n].</summary>
        public required Tensor Memories { get; init; }

        /// <summary>[B, M]: 1 for memories that are present and not yet picked; all 0 after the stop memory.</summary>
        public required Tensor Free { get; init; }

        /// <summary>[B, N]: 1 where x is older than y.</summary>
        public required Tensor XIsOlder { get; init; }

        /// <summary>[B, V]: how often x contains each word.</summary>
        public required Tensor? Words { get; init; }

        /// <summary>[B, K]: how often x contains each unseen word.</summary>
        public required Tensor? UnseenWords { get; init; }

        /// <summary>[N, N]: 1 where the row's memory is older than the column's.</summary>
        public required Tensor IsOlder { get; init; }

        /// <summary>Number of picks made.</summary>
        public int Hop { get; init; }
    }
}
