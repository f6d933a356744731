using Engram.ApiContracts.Trainings;
using Engram.Contracts.Models;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Trainings;

/// <summary>A training and its state: queued -> running -> done, failed or cancelled. The first final state stays. It waits for the trainer
/// without limit, and asks for its status when it hears nothing.</summary>
public sealed class Training
{
    private Training(Guid id, string name, string kind, string options)
    {
        Id = id;
        Name = name;
        Kind = kind;
        Options = options;
    }

    /// <summary>Identifies the training to clients and, as the run's id, in messages. A version 7 UUID.</summary>
    public Guid Id { get; private set; }

    /// <summary>Position in the order of requests.</summary>
    public long Position { get; private set; }

    /// <summary>Name of the model package that the training produces.</summary>
    public string Name { get; private set; }

    public string Kind { get; private set; }

    /// <summary>Name of one of the trainer's data sets; null: the uploaded files, or the kind's own data.</summary>
    public string? Data { get; private set; }

    /// <summary>The files that were uploaded with the request; null if there were none.</summary>
    public IReadOnlyList<TrainingFile>? Files { get; private set; }

    /// <summary>Overrides of the kind's default experiment, as JSON.</summary>
    public string Options { get; private set; }

    /// <summary>Whether to promote the model if it passes the gate.</summary>
    public bool Promote { get; private set; }

    public TrainingState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When cancellation was requested; null if it was not.</summary>
    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>When to ask the trainer for the status again; null once the training is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Number of the report that <see cref="Progress"/> came from; 0 before the first.</summary>
    public long Reports { get; private set; }

    public ReportedProgress? Progress { get; private set; }

    /// <summary>The model package that the training produced, <c>name/version</c>.</summary>
    public string? Model { get; private set; }

    public bool Promoted { get; private set; }

    /// <summary>Held-out metrics of the model.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; private set; }

    /// <summary>Why the model was not promoted.</summary>
    public IReadOnlyList<string>? Objections { get; private set; }

    /// <summary>Why the training failed, as a sentence for people.</summary>
    public string? Error { get; private set; }

    public bool IsFinished => State is TrainingState.Done or TrainingState.Failed or TrainingState.Cancelled;

    public static Training Begin(Guid id, IncomingTraining incoming, StepContext stepContext)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var training = new Training(id, incoming.Name, incoming.Kind, incoming.Options)
        {
            Data = incoming.Data,
            Files = incoming.Files.Count == 0 ? null : [.. incoming.Files.Select(file => new TrainingFile
            {
                Name = file.Name,
                Sha256 = file.Content.Sha256,
                Bytes = file.Content.Length,
            })],
            Promote = incoming.Promote,
            CreatedAt = stepContext.Now,
        };
        training.Send(stepContext);
        return training;
    }

    /// <summary>Records the progress, unless a later report has already arrived.</summary>
    public void Note(TrainingProgressed message, StepContext stepContext)
    {
        if (IsFinished || message.Number <= Reports)
            return;
        Reports = message.Number;
        State = TrainingState.Running;
        StartedAt ??= stepContext.Now;
        Progress = new ReportedProgress(message.Epoch, message.Epochs, message.Step, message.Steps, message.Loss, message.Metrics);
        DueAt = stepContext.RedriveAt(0);
    }

    public void Complete(ModelTrained message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        Model = $"{message.Name}/{message.Version}";
        (Promoted, Metrics, Objections) = (message.Promoted, message.Metrics, message.Objections);
        Finish(TrainingState.Done, stepContext);
    }

    public void Fail(ModelTrainingFailed message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        Error = message.Reason;
        Finish(TrainingState.Failed, stepContext);
    }

    /// <summary>Ends the training as cancelled, once the trainer confirms.</summary>
    public void Stop(StepContext stepContext)
    {
        if (!IsFinished)
            Finish(TrainingState.Cancelled, stepContext);
    }

    /// <summary>Requests cancellation. A queued training ends at once; a running one ends when the trainer confirms.</summary>
    public void Cancel(StepContext stepContext)
    {
        if (IsFinished || CancelRequestedAt is not null)
            return;
        CancelRequestedAt = stepContext.Now;
        SendCancel(stepContext);
        if (State == TrainingState.Queued)
            Finish(TrainingState.Cancelled, stepContext);
    }

    /// <summary>Asks the trainer for the status by sending the first message again: a run that ended is announced again, an unknown one is
    /// accepted. Call this when the training is due.</summary>
    public void IsDue(StepContext stepContext)
    {
        Send(stepContext);
        if (CancelRequestedAt is not null)
            SendCancel(stepContext);
    }

    private void Send(StepContext stepContext)
    {
        DueAt = stepContext.RedriveAt(0);
        stepContext.Outbox.Enqueue(new TrainModel
        {
            RunId = Id,
            Kind = Kind,
            Name = Name,
            Experiment = Options,
            Data = Data,
            Files = Files,
            Promote = Promote,
        });
    }

    private void SendCancel(StepContext stepContext) => stepContext.Outbox.Enqueue(new CancelTraining { RunId = Id, Name = Name });

    private void Finish(TrainingState state, StepContext stepContext)
    {
        State = state;
        FinishedAt = stepContext.Now;
        DueAt = null;
    }
}
