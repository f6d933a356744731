using System.Runtime.InteropServices;
using Engram.Keyphrases.Ranking;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.Text;

namespace Engram.Benchmarks;

/// <summary>
/// Neighbors and their votes for posts of 25 words, from as many tagged posts as CMKP's training half (5,370). Limit: only adding up
/// the postings of the posts' words. Word frequencies follow Zipf's law: the r-th word in proportion to 1 / r.
/// </summary>
internal sealed class NeighbourBench : IStageBench
{
    private const int Posts = 5_370;
    private const int Asked = 500;
    private const int WordsOfPost = 25;
    private const int Words = 17_000;
    private const int FrequencyCutoff = 801;
    private const int Neighbours = 50;
    private const int Seed = 23;

    private readonly Random _random = new(Seed);
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, List<int>> _postings = new(StringComparer.Ordinal);
    private KeyHashIndex _index = KeyHashIndex.Empty(FrequencyCutoff);

    public string Stage => "neighbours";

    public string Unit => "posts";

    public string Limit => "sums of postings alone";

    public Task<string?> PrepareAsync()
    {
        var posts = Enumerable.Range(0, Posts).Select(_ => Post()).ToList();
        _index = _index.With(
            posts.Select(
                (post, i) =>
                    new StoredMemory(i + 1, post, $"phrase {_random.Next(2_500)};tag{_random.Next(2_500)}", $"post-{i}")), epoch: 1);
        foreach (var (number, post) in posts.Index())
        {
            foreach (var word in post.Split(' ').Distinct())
                (CollectionsMarshal.GetValueRefOrAddDefault(_postings, word, out _) ??= []).Add(number);
        }

        foreach (var word in _postings.Where(word => word.Value.Count >= FrequencyCutoff).Select(word => word.Key).ToList())
            _postings.Remove(word);
        _asked.AddRange(Enumerable.Range(0, Asked).Select(_ => Post()));
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        var votes = 0;
        foreach (var post in _asked)
        {
            var found = _index.FindNeighbours(TaggedPost.KeyOf(post, null, []), Neighbours);
            votes += NeighborVote.Count(
                [.. found.Select(neighbour => new TaggedNeighbour((float)neighbour.Similarity,
                    TaggedPost.KeyphrasesOf(neighbour.Memory.Value)))]).Count;
        }

        return Task.FromResult(votes > 0 ? Asked : throw new InvalidOperationException("No neighbour voted."));
    }

    public Task<int> RunLimitAsync()
    {
        var found = 0;
        foreach (var post in _asked)
        {
            var sums = new float[Posts];
            foreach (var word in Tokenizer.Tokenize(post))
            {
                if (!_postings.TryGetValue(word, out var posts))
                    continue;
                foreach (var number in posts)
                    sums[number] += 1;
            }

            found += sums.Count(sum => sum > 0);
        }

        return Task.FromResult(found > 0 ? Asked : throw new InvalidOperationException("The posts share no word."));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Post() =>
        string.Join(' ', Enumerable.Range(0, WordsOfPost).Select(_ => $"w{(int)Math.Exp(_random.NextDouble() * Math.Log(Words))}"));
}
