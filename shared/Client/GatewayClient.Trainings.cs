using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Engram.ApiContracts.Trainings;

namespace Engram.Client;

/// <summary>Trainings.</summary>
public sealed partial class GatewayClient
{
    // The trainer refuses what is wrong at once; a training that is right takes longer, and is not waited for.
    private const string WaitForRefusal = "wait=2";

    /// <summary>Asks for a training.</summary>
    /// <param name="training">The training.</param>
    /// <param name="files">Files to learn from; none: the data that the training names.</param>
    /// <param name="cancellationToken">Ends the request, not the training.</param>
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
    /// <param name="filters">Query parameters of <c>GET /v1/trainings</c>; those without a value are left out.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<TrainingResource> ListTrainingsAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, CancellationToken cancellationToken) =>
        ListAsync<TrainingPage, TrainingResource>("v1/trainings", filters, page => page.Trainings, page => page.Next, cancellationToken);

    /// <summary>Cancels a training that is not finished; forgets one that is.</summary>
    /// <returns>The training; null when it was finished.</returns>
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
