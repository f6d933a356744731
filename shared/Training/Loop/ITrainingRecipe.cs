namespace Engram.Training.Loop;

/// <summary>A kind of model that can be trained: reads an experiment and its data, and prepares a training session.</summary>
public interface ITrainingRecipe
{
    /// <summary>One of <see cref="ModelStore.ModelKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Checks the experiment alone, as far as possible before the data is there.</summary>
    /// <exception cref="ExperimentException">The experiment is invalid; the message says where.</exception>
    void Check(string experiment)
    {
    }

    /// <summary>Reads the experiment and the data.</summary>
    /// <exception cref="ExperimentException">The experiment or the data is invalid; the message says where.</exception>
    ITrainingSession Prepare(TrainingRequest request);
}

/// <summary>What to train.</summary>
/// <param name="Name">Name of the package that the run creates.</param>
/// <param name="Experiment">Differences from the kind's default experiment, as JSON.</param>
/// <param name="DataDirectory">Folder with the training data, in the kind's own layout.</param>
/// <param name="Command">The command that reproduces the model, for its manifest.</param>
public sealed record TrainingRequest(string Name, string Experiment, string DataDirectory, string Command)
{
    /// <summary>Whether the package is promoted if it passes the gate. Default true.</summary>
    public bool Promote { get; init; } = true;
}

/// <summary>An experiment or its data can't be used; the message says what is wrong, where, and what is expected.</summary>
public sealed class ExperimentException(string message, Exception? cause = null) : Exception(message, cause);
