using System.Text.Json;
using Engram.ApiContracts.Trainings;

namespace Engram.Gateway.Trainings;

/// <summary>Maps a training to its API resource.</summary>
internal static class TrainingMapping
{
    extension(TrainingResource)
    {
        public static TrainingResource From(Training training)
        {
            ArgumentNullException.ThrowIfNull(training);
            return new()
            {
                Id = training.Id,
                Name = training.Name,
                Kind = training.Kind,
                State = training.State,
                Data = training.Data,
                Files = [.. (training.Files ?? []).Select(file => new TrainingFileResource(file.Name, file.Bytes))],
                Options = JsonElement.Parse(training.Options),
                Promote = training.Promote,
                Progress = training.Progress,
                Model = training.Model,
                Promoted = training.Promoted,
                Objections = training.Objections ?? [],
                Metrics = training.Metrics ?? new Dictionary<string, double>(),
                Error = training.Error,
                CreatedAt = training.CreatedAt,
                StartedAt = training.StartedAt,
                CancelRequestedAt = training.CancelRequestedAt,
                FinishedAt = training.FinishedAt,
            };
        }
    }
}
