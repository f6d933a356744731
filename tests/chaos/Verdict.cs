using System.Text.Json;

namespace Engram.Chaos;

/// <summary>Waits until no post or question is unfinished, then compares the system's content with the workload.</summary>
internal static class Verdict
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(3);

    /// <returns>Whether every post and question has exactly one outcome.</returns>
    public static async Task<bool> ReachAsync(ChaosSystem system, Workload workload, int seed)
    {
        using var http = new HttpClient { BaseAddress = system.Url, Timeout = TimeSpan.FromSeconds(30) };
        var began = TimeProvider.System.GetTimestamp();
        var isDrained = await DrainAsync(http, began);
        var drained = TimeProvider.System.GetElapsedTime(began);

        var posts = await ListAsync(http, "posts");
        var questions = await ListAsync(http, "questions");
        string[] faults =
        [
            .. Compare("post", posts, workload.Posts, post => post.GetProperty("state").GetString() == "tagged"),
            .. Compare("question", questions, workload.Questions.ToDictionary(one => one.Key, string? (_) => null), question =>
                question.GetProperty("state").GetString() is "answered" or "unanswered"),
            .. workload.Refusals.Select(refusal => $"refused: {refusal}"),
        ];

        var deleted = workload.Posts.Values.Count(text => text is null);
        Console.WriteLine(
            $"seed {seed}: {workload.Posts.Count} posts ({workload.Edits} edits, {deleted} deleted), "
            + $"{workload.Questions.Count} questions; {system.Restarts} restarts of services; "
            + (isDrained ? $"drained {drained.TotalSeconds:0} s after the last fault; "
                : $"NOT drained within {LongestDrain.TotalSeconds:0} s; ")
            + $"{faults.Length} faults");
        foreach (var fault in faults.Take(20))
            Console.WriteLine($"  {fault}");
        return isDrained && faults.Length == 0;
    }

    private static async Task<bool> DrainAsync(HttpClient http, long began)
    {
        while (TimeProvider.System.GetElapsedTime(began) < LongestDrain)
        {
            if (await IsEmptyAsync(http, "posts", "reading") && await IsEmptyAsync(http, "posts", "predicting")
                && await IsEmptyAsync(http, "questions", "asked"))
                return true;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return false;
    }

    private static async Task<bool> IsEmptyAsync(HttpClient http, string kind, string state)
    {
        try
        {
            using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/v1/{kind}?state={state}&limit=1", UriKind.Relative)));
            return page.RootElement.GetProperty(kind).GetArrayLength() == 0;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient http, string kind)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = JsonDocument.Parse(await http.GetStringAsync(new Uri(
                $"/v1/{kind}?limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", UriKind.Relative))).RootElement;
            all.AddRange(page.GetProperty(kind).EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        return all;
    }

    /// <param name="expected">Text by id. Null means a deleted post, or a question with any text.</param>
    private static IEnumerable<string> Compare(
        string kind, IReadOnlyList<JsonElement> found, IReadOnlyDictionary<string, string?> expected, Func<JsonElement, bool> isDone)
    {
        var byId = found.ToLookup(one => one.GetProperty("id").GetString()!);
        foreach (var (id, text) in expected)
        {
            var ones = byId[id].ToList();
            var isDeleted = kind == "post" && text is null;
            if (isDeleted && ones.Count > 0)
                yield return $"{kind} {id} was deleted and is there";
            else if (!isDeleted && ones.Count == 0)
                yield return $"{kind} {id} is lost";
            else if (ones.Count > 1)
                yield return $"{kind} {id} is there {ones.Count} times";
            else if (ones.Count == 1 && !isDone(ones[0]))
                yield return $"{kind} {id} is {ones[0].GetProperty("state").GetString()}";
            else if (ones.Count == 1 && text is not null && ones[0].GetProperty("text").GetString() != text)
                yield return $"{kind} {id} is not of its latest revision";
        }

        foreach (var stranger in byId.Select(one => one.Key).Where(id => !expected.ContainsKey(id)))
            yield return $"{kind} {stranger} was never sent";
    }
}
