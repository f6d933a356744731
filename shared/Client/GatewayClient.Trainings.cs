using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Engram.ApiContracts.Trainings;

namespace Engram.Client;

public sealed partial class GatewayClient
{
    // The trainer rejects an invalid training at once. A valid one takes longer, and the client does not wait for it.
    private const string WaitForRefusal = "wait=2";

    /// <summary>Starts a training.</summary>
    /// <param name="training">The training.</param>
    /// <param name="files">Training files; empty: the data that the training names.</param>
    /// <param name="cancellationToken">Cancels the request, not the training.</param>
    public async Task<TrainingResource> StartTrainingAsync(
        StartTrainingRequest training, IReadOnlyList<FileInfo> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var json = JsonContent.Create(training, options: ClientJson.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/trainings");
        request.Content = files.Count == 0 ? json : FormOf(json, files);
        request.Headers.Add("Prefer", WaitForRefusal);
        return await SendAsync<TrainingResource>(request, cancellationToken);
    }

    public Task<TrainingResource> GetTrainingAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<TrainingResource>(TrainingPath(id), cancellationToken);

    /// <summary>Yields the trainings that meet every filter, newest first.</summary>
    /// <param name="filters">Query parameters of <c>GET /v1/trainings</c>; those without a value are omitted.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<TrainingResource> ListTrainingsAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, CancellationToken cancellationToken) =>
        ListAsync<TrainingPage, TrainingResource>("v1/trainings", filters, page => page.Trainings, page => page.Next, cancellationToken);

    /// <summary>Cancels an unfinished training; deletes a finished one.</summary>
    /// <returns>The training; null when it was already finished.</returns>
    public async Task<TrainingResource?> CancelTrainingAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, TrainingPath(id));
        using var response = await ReachAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent
            ? null : await response.Content.ReadFromJsonAsync<TrainingResource>(ClientJson.Options, cancellationToken);
    }

    private static string TrainingPath(string id) => "v1/trainings/" + Uri.EscapeDataString(id);

    private static MultipartFormDataContent FormOf(HttpContent training, IReadOnlyList<FileInfo> files)
    {
        var form = new MultipartFormDataContent { { training, "training" } };
        foreach (var file in files)
        {
            var content = new StreamContent(file.OpenRead());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, "file", file.Name);
        }

        return form;
    }
}
