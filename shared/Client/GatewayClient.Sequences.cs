using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Engram.ApiContracts.Recommendations;
using Engram.ApiContracts.Sequences;

namespace Engram.Client;

public sealed partial class GatewayClient
{
    private const string Sequences = "v1/sequences";
    private const string Recommendations = "v1/recommendations";

    /// <summary>Makes a sequence set, or changes how long it keeps events.</summary>
    public Task<SequenceSetResource> PutSequenceSetAsync(string set, SequenceSetOptions options, CancellationToken cancellationToken) =>
        SendJsonAsync<SequenceSetOptions, SequenceSetResource>(HttpMethod.Put, SequencePath(set), options, cancellationToken);

    public Task<SequenceSetList> ListSequenceSetsAsync(CancellationToken cancellationToken) =>
        GetAsync<SequenceSetList>(Sequences, cancellationToken);

    public Task DeleteSequenceSetAsync(string set, CancellationToken cancellationToken) =>
        DeleteAsync(SequencePath(set), cancellationToken);

    /// <summary>Adds events, NDJSON, to a sequence set; they are stored when this returns.</summary>
    public async Task<EventUploadResult> AddEventsAsync(string set, Stream lines, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, SequencePath(set) + "/events")
        {
            Content = new StreamContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue(Ndjson) } },
        };
        return await SendAsync<EventUploadResult>(request, cancellationToken);
    }

    /// <summary>Yields the subjects of a sequence set, by name.</summary>
    public IAsyncEnumerable<SubjectSummary> ListSubjectsAsync(string set, CancellationToken cancellationToken) =>
        ListAsync<SubjectPage, SubjectSummary>(
            SequencePath(set) + "/subjects", [], page => page.Subjects, page => page.Next, cancellationToken);

    /// <summary>Yields a subject's events, in the order in which they came.</summary>
    public IAsyncEnumerable<SubjectEvent> ExportSubjectAsync(string set, string subject, CancellationToken cancellationToken) =>
        ListAsync<SubjectEventPage, SubjectEvent>(
            SubjectPath(set, subject), [], page => page.Events, page => page.Next, cancellationToken);

    /// <summary>Yields the events of all subjects, by the subjects' names.</summary>
    public async IAsyncEnumerable<SubjectEvent> ExportSequenceSetAsync(
        string set, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var subject in ListSubjectsAsync(set, cancellationToken))
        {
            await foreach (var one in ExportSubjectAsync(set, subject.Subject, cancellationToken))
                yield return one;
        }
    }

    /// <summary>Deletes a subject; its events up to now are never taken again.</summary>
    public Task DeleteSubjectAsync(string set, string subject, CancellationToken cancellationToken) =>
        DeleteAsync(SubjectPath(set, subject), cancellationToken);

    /// <summary>Asks what comes next, and returns the recommendation once it is finished.</summary>
    public async Task<RecommendationResource> RecommendAsync(RecommendationRequest wanted, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Post, Recommendations)
        {
            Content = JsonContent.Create(wanted, options: ClientJson.Options),
        };
        return await FinishAsync(await SendAsync<RecommendationResource>(WithHold(ask), cancellationToken), cancellationToken);
    }

    /// <summary>Asks what comes next, and returns at once.</summary>
    public Task<RecommendationResource> AskForRecommendationAsync(RecommendationRequest wanted, CancellationToken cancellationToken) =>
        SendJsonAsync<RecommendationRequest, RecommendationResource>(HttpMethod.Post, Recommendations, wanted, cancellationToken);

    /// <summary>Waits until a recommendation is finished, and returns it.</summary>
    public async Task<RecommendationResource> FinishAsync(RecommendationResource recommendation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        while (recommendation.FinishedAt is null)
        {
            using var again = new HttpRequestMessage(HttpMethod.Get, $"{Recommendations}/{recommendation.Id}");
            recommendation = await SendAsync<RecommendationResource>(WithHold(again), cancellationToken);
        }

        return recommendation;
    }

    private static string SequencePath(string set) => $"{Sequences}/{Uri.EscapeDataString(set)}";

    private static string SubjectPath(string set, string subject) => $"{SequencePath(set)}/subjects/{Uri.EscapeDataString(subject)}";
}
